interface Manifest {
  exportId: string;
  tenant: { id: string; slug: string; companyName: string };
  createdAt: string;
  files: readonly { name: string; what: string; rows: number }[];
  leftOut: Readonly<Record<string, string>>;
}

/** For whoever opens the archive and has never seen one. */
export function readme({ exportId, tenant, createdAt, files, leftOut }: Manifest): string {
  const wide = Math.max(...files.map(({ name }) => name.length));
  const lines = files.map(({ name, what, rows }) => `  ${name.padEnd(wide)}  ${rows} - ${what}`);
  const others = Object.values(leftOut).map((why) => `  - ${why}`);
  return `Everything that ${tenant.companyName} (${tenant.slug}) owned on ${createdAt}.

Each file holds one kind of thing as JSON Lines: one thing a line, each line JSON by itself, in UTF-8.
All of them show the same moment. Times are in UTC. An id that ends in "Id" points to the line with
that "id" in another file: a conversation's "personId" to a line of people.jsonl.

${lines.join('\n')}

manifest.json gives each file's number of lines, its size in bytes and its SHA-256 checksum. To check:
  sha256sum users.jsonl

Not in here:
  - passwords, keys' secrets, one-time links and codes: nothing in this archive lets anybody in
${others.join('\n')}

Tenant ${tenant.id}, export ${exportId}. This archive holds personal data: keep it accordingly.
`;
}
