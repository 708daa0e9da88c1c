interface Fault {
  kind?: string;
  details?: { code?: string };
  issues?: { path: PropertyKey[] }[];
  cause?: Fault;
  stack?: string;
}

/** Kind and code of what somebody was refused with, or `none`; of a service's call or of a procedure's. */
export const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: Fault) => {
      const { kind, details, issues, stack } = error.cause ?? error;
      if (details) return [kind, details.code].filter(Boolean).join(' ');
      return issues ? `malformed ${issues[0]!.path.join('.')}` : String(stack);
    },
  );
