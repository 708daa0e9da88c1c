// What bin/start says once everything runs.
const operator = 'operator@tenantry.test / console-demo-2026';
const tenants = [
  ['Harborline', 'harborline', 'English, near 85 % of its licences'],
  ['Qamar', 'qamar', 'Arabic'],
  ['Nordlicht', 'nordlicht', 'German, disabled'],
];

/** `demo` is null where the database was begun without it. */
export function summary(addresses, demo) {
  const rows = [['Console', addresses.console, demo ? operator : '']];
  if (demo)
    for (const [name, slug, about] of tenants)
      rows.push([name, addresses.managed.replace('{slug}', slug), `admin / tenant-demo-2026  (${about})`]);
  rows.push(['Shared sign-in', addresses.platform, 'asks for the company']);
  if (addresses.inbox) rows.push(['Mail inbox', addresses.inbox, 'every mail ends here']);
  rows.push(['API', addresses.api, demo?.apiKey ? `demo key ${demo.apiKey}` : '']);
  const widest = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(([name, address, note]) =>
    `  ${name.padEnd(widest[0])}  ${address.padEnd(widest[1])}  ${note}`.trimEnd(),
  );
  if (!demo) lines.push('', '  No demo data. The first operator is made with: bin/tenantry operators create');
  return [...lines, '', '  Ctrl-C stops everything.'].join('\n');
}
