// A node:test reporter that leaves nothing but the counts of the whole run and the files that failed, as JSON.
export default async function* counts(source) {
  let summary;
  const failedFiles = new Set();
  for await (const event of source) {
    if (event.type === 'test:fail' && event.data.file !== undefined) failedFiles.add(event.data.file);
    if (event.type === 'test:summary' && event.data.file === undefined) {
      summary = event.data.counts;
    }
  }
  const { passed = 0, failed = 1, cancelled = 0, skipped = 0, todo = 0 } = summary ?? {};
  // A test that did not run has shown nothing.
  yield JSON.stringify({ passed, failed: failed + cancelled + skipped + todo, failedFiles: [...failedFiles] });
}
