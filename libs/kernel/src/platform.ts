/** The public half of a key that signs licences, Ed25519, as in a JWK. */
export interface LicenceKey {
  kid: string;
  x: string;
}

export interface PlatformValues {
  /** Shared sign-in. */
  platformHost: string;
  consoleHost: string;
  /** Pattern such as `{slug}.example.com`; empty where there is no wildcard DNS. */
  managedHosts: string;
  /** What links show; an empty port is the scheme's usual one. */
  scheme: 'http' | 'https';
  port: string;
  portalSecret: string;
  mailFrom: string;
  smtpUrl: string;
  ingestLanes: number;
  /** Whether operators must have a second factor; optional unless told otherwise. */
  operatorTotp?: 'required' | 'optional';
  /** Whose licences are believed; nobody's unless told otherwise. */
  licenceKeys?: readonly LicenceKey[];
  /** The folder of files that the server keeps, the same for every process; see `Platform.files`. */
  files?: string;
}

/** How this installation is called and reached; a value the application provides once. */
export class Platform implements Readonly<PlatformValues> {
  readonly platformHost!: string;
  readonly consoleHost!: string;
  readonly managedHosts!: string;
  readonly scheme!: 'http' | 'https';
  readonly port!: string;
  readonly portalSecret!: string;
  readonly mailFrom!: string;
  readonly smtpUrl!: string;
  readonly ingestLanes!: number;
  readonly operatorTotp: 'required' | 'optional' = 'optional';
  readonly licenceKeys: readonly LicenceKey[] = [];
  /** Of a tenant lies here only `exports/<tenantId>/`, which its purge removes, and `tombstones/`, which stays. */
  readonly files: string = '.data/local/files';

  constructor(values: PlatformValues) {
    Object.assign(this, values);
  }

  /** The host that a slug would get by the pattern; null where managed hosts are not offered. */
  managedHost(slug: string): string | null {
    return this.managedHosts ? this.managedHosts.replace('{slug}', slug) : null;
  }

  /** Start of a link, without a slash at its end. */
  origin(host: string): string {
    return `${this.scheme}://${host}${this.port && `:${this.port}`}`;
  }
}
