import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';

const secrets = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-api-key"]',
  '["x-tenantry-portal"]',
  'password',
  'next',
  'current',
  'token',
  'accessToken',
  'sessionToken',
  'secret',
  'secrets',
];
const below = (path: string) =>
  secrets.map((name) => (name.startsWith('[') ? `${path}${name}` : `${path}.${name}`));

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: [...secrets, ...below('*'), ...below('*.*')],
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Drivers hang the statement and its values onto their errors; these hold passwords' hashes and people's names. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  const cause = error.cause instanceof Error && depth < 4 ? describeError(error.cause, depth + 1) : undefined;
  return { type: error.name, message: error.message, stack: error.stack, code, errno, cause };
}

/** Nest's own account of how it puts the application together. */
const assembly = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** What Nest and the jobs say, in the same stream. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(assembly.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** The last of `rest` is the name of the class that speaks; an error brings its stack as text before it. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const error = [message, ...rest].find((part) => part instanceof Error);
    const stack = level === 'error' && rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    const text = message instanceof Error ? message.message : message;
    if (typeof text === 'string') this.logger[level]({ context, err: error, stack }, text);
    else this.logger[level]({ context, detail: text });
  }
}
