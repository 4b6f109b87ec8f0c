/** How much of a data set is together: row groups of packed files, and groups in memory. */

/** Bytes of a row group: small enough that several are in memory at a time. */
export const groupBytes = 4 * 2 ** 20;
/** Lines of a row group, at most. */
export const groupLines = 512;

/** Bytes of groups that are kept; a group in use stays whatever its size. */
export const keptBytes = 128 * 2 ** 20;
