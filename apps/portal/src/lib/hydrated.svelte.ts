/** True once the page answers to scripts: what needs them is shown only then. */
export const hydrated = $state({ done: false });
