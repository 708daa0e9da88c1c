import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, isId, MINUTE, Vault } from '@tenantry/kernel';
import { Strategy } from 'passport-jwt';

/** What an access token says. It opens nothing alone: the session's row is asked on each request. */
export interface Claims {
  /** Of the operator or the user. */
  sub: string;
  /** A viewer is an operator who looks at a tenant. */
  kind: 'operator' | 'user' | 'viewer';
  sid: string;
  /** Tenant; null for an operator at work in the console. */
  tid: string | null;
  host: string;
}

/** With what every token has: when it was made and when it ends, in seconds. */
type Timed = Claims & { iat: number; exp: number };

const LIFETIME = 10 * MINUTE;
/** Their sessions end when they are not used, and use shows by renewing alone. */
const VIEWERS_LIFETIME = MINUTE;
const KEPT_AT_MOST = 10_000;
const issuer = 'tenantry';
const audience = 'tenantry-access';
const algorithm = 'HS256';

@Injectable()
export class AccessTokens {
  /** An object, not bytes: the library would first try to read bytes as a public key, which costs more than all the rest. */
  private readonly key: KeyObject;
  private readonly jwt: JwtService;
  /** Tokens whose signature was checked; each comes many times, and means the same until it ends. */
  private readonly verified = new Map<string, Timed>();

  constructor(
    vault: Vault,
    private readonly clock: Clock,
  ) {
    this.key = createSecretKey(vault.key('access-jwt'));
    this.jwt = new JwtService({ secret: this.key, signOptions: { algorithm, issuer, audience } });
  }

  issue(claims: Claims): { accessToken: string; accessExpiresAt: Date } {
    const iat = Math.floor(this.clock.now().getTime() / 1_000);
    const exp = iat + (claims.kind === 'viewer' ? VIEWERS_LIFETIME : LIFETIME) / 1_000;
    return { accessToken: this.jwt.sign({ ...claims, iat, exp }), accessExpiresAt: new Date(exp * 1_000) };
  }

  /** The claims of a token that is ours, whole and not expired; else null. */
  async read(accessToken: string): Promise<Claims | null> {
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const known = this.verified.get(accessToken);
    if (known && known.iat <= seconds && seconds < known.exp) return known;
    const claims = await this.verify(accessToken, seconds);
    if (!claims) return null;
    if (this.verified.size >= KEPT_AT_MOST) this.verified.clear();
    this.verified.set(accessToken, claims);
    return claims;
  }

  private verify(accessToken: string, clockTimestamp: number): Promise<Timed | null> {
    return new Promise((resolve, reject) => {
      const strategy = new Strategy(
        {
          jwtFromRequest: () => accessToken,
          // Its types know no key objects; the library that it hands this to does.
          secretOrKey: this.key as unknown as Buffer,
          algorithms: [algorithm],
          issuer,
          audience,
          jsonWebTokenOptions: { clockTimestamp },
        },
        (claims: unknown, done: (error: null, claims: unknown) => void) =>
          done(null, isWhole(claims) && claims),
      );
      // Passport calls these on a strategy; there is no Express here to set them.
      strategy.success = (claims) => resolve(claims as Timed);
      strategy.fail = () => resolve(null);
      strategy.error = reject;
      strategy.authenticate({ headers: {} } as Parameters<Strategy['authenticate']>[0]);
    });
  }
}

function isWhole(claims: unknown): claims is Claims {
  const { sub, kind, sid, tid, host } = claims as Record<keyof Claims, unknown>;
  const ids = [sub, sid, ...(tid === null ? [] : [tid])];
  const rightTenant =
    kind === 'operator' ? tid === null : (kind === 'user' || kind === 'viewer') && tid !== null;
  return ids.every((id) => typeof id === 'string' && isId(id)) && rightTenant && typeof host === 'string';
}
