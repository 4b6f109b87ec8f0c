/** English of importing, exporting and project files. */
export const filesEn = {
  dropHere: 'Drop to add',
  adding: 'Adding pages',
  opening: 'Opening the project',
  of: (done: number, all: number) => `${done} of ${all}`,
  stop: 'Stop',
  hide: 'Hide the list',
  pageOfPdf: (name: string, page: number) => `${name}, page ${page}`,
  reasons: {
    damagedXml: 'the XML is damaged',
    again: 'is there once more, as PAGE or as an image',
    tooManyBytes: (megabytes: number) => `larger than ${megabytes} MB`,
  },
  project: {
    notProject: 'This is no project file of ductus.',
    newer: 'A newer version of ductus wrote this project. Reload the app to get it, then open the project again.',
    damaged: 'This project file is damaged. Nothing of it was kept.',
    tooLarge: 'This project file grows beyond all measure when it is opened. Nothing of it was kept.',
  },
  saved: 'Saved',
};
