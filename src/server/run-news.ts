/** What the page of a run is told. Names and texts are without folders of this computer. */

/** What is trained. */
export type Trained = 'lines' | 'layout';

/** The first of each connection. */
export interface HelloNews {
  readonly kind: 'hello';
  readonly trained: Trained;
  /** Of this process: another one begins anew. */
  readonly session: string;
  /** What asks to stop must know it. */
  readonly token: string;
}

/** What the run does now; comes when all before has been told. */
export interface StateNews {
  readonly kind: 'state';
  readonly state: 'preparing' | 'training' | 'validating' | 'ended' | 'failed';
  /** Whether it was asked to stop. */
  readonly stopping: boolean;
  /** Why it failed. */
  readonly problem?: string | undefined;
}

export interface StartNews {
  readonly kind: 'start';
  readonly run: string;
  readonly out: string;
  /** The step that the run goes on from; what was told of later ones is void. */
  readonly resumedAt: number;
  /** Lines, or pages. */
  readonly training: number;
  readonly validation: number;
  readonly weights: number;
  readonly threads: number;
  /** Options and their values, as texts. */
  readonly settings: readonly (readonly [string, string])[];
}

/** Some steps together: as many as nobody could tell apart. */
export interface StepNews {
  readonly kind: 'step';
  /** The last of them. */
  readonly step: number;
  readonly epoch: number;
  /** Share of the run that is done, 0 to 1. */
  readonly progress: number;
  /** The mean of them. */
  readonly loss: number;
  readonly learningRate: number;
  /** Lines, or crops of pages, and the time that they took. */
  readonly samples: number;
  readonly seconds: number;
  readonly trainedSeconds: number;
  readonly secondsLeft: number | undefined;
}

export interface LineNews {
  /** Address of its image, which may not be there. */
  readonly image: string;
  readonly name: string;
  readonly text: string;
  readonly read: string;
}

export interface ValidationNews {
  readonly kind: 'validation';
  /** 0 for the model that the run goes on from. */
  readonly step: number;
  readonly epoch: number;
  /** Character error rate of lines; F of baselines. */
  readonly score: number;
  readonly best: number;
  readonly bestStep: number;
  readonly patienceLeft: number | undefined;
  readonly lines: readonly LineNews[];
  readonly remarks: readonly string[];
}

export interface WarningNews {
  readonly kind: 'warning';
  readonly message: string;
}

export interface SkippedNews {
  readonly kind: 'skipped';
  /** Names with their reasons. */
  readonly skipped: readonly string[];
}

export interface EndNews {
  readonly kind: 'end';
  readonly reason: string;
  readonly step: number;
  readonly trainedSeconds: number;
  readonly best: number | undefined;
  readonly bestStep: number;
  readonly out: string;
}

/** What stands in the run's log. */
export type LoggedNews = StartNews | StepNews | ValidationNews | WarningNews | SkippedNews | EndNews;

export type RunNews = HelloNews | StateNews | LoggedNews;
