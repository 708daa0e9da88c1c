/** What a damaged row may hold in place of a hash. */
export const badHash = {
  text: 'damaged',
  truncated: '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$aGFsZiBhIGhhc2',
  costly:
    '$argon2id$v=19$m=1048576,t=9,p=1$c29tZXNhbHRzb21lc2FsdA$dGhpcyBpcyBub3QgYSByZWFsIGRpZ2VzdCBhdCBhbGw',
};
