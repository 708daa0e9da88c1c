/** Company sizes by number of employees. */
export const sizes = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001+'] as const;

/** "11–50" as one piece from left to right: between Arabic words it would turn into "50–11". */
export const sizeText = (size: string) => `\u2066${size.replace('-', '–')}\u2069`;
