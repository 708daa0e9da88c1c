// How many tests passed, from the reports of jest and Playwright. No report: nothing is known to have passed.
const nothing = { passed: 0, failed: 0, skipped: 0 };

export function countJest(report) {
  if (!report) return { ...nothing };
  return {
    passed: report.numPassedTests,
    // A file that does not even load holds tests nobody ran.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function countPlaywright(report) {
  if (!report) return { ...nothing };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

export function total(counts) {
  return counts.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    nothing,
  );
}
