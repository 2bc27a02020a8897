// A node:test reporter: one JSON line for each test that has ended.
export default async function* lines(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const { error } = data.details ?? {};
    const cause = error?.cause;
    yield `${JSON.stringify({
      name: data.name,
      ms: data.details?.duration_ms ?? 0,
      passed: type === 'test:pass' && data.skip === undefined && data.todo === undefined,
      failure: error?.failureType ?? null,
      error: cause?.name ?? null,
      message: String(cause?.message ?? cause ?? error?.message ?? '').slice(0, 400),
    })}\n`;
  }
}
