import { idInput } from '@tenantry/trpc';
import { z } from 'zod';

export type Schema = z.core.$ZodType;

/** A place in an input where an id or another name of somebody's thing stands. */
export interface Slot {
  /** Keys joined by dots, positions in arrays, `~0` for an alternative of a union. */
  path: string;
  name: string;
  /** One of our own ids; else whatever the name says. */
  isId: boolean;
}

export interface Hints {
  /** Values by the name of their field; whatever is listed here is a slot, besides all that is declared as an id. */
  references: ReadonlySet<string>;
  samples: Record<string, () => unknown>;
  /** Fields that are there although they may be missing. */
  wanted?: readonly string[];
  /** What an element is that the procedure checks by itself. */
  elementOf?: Schema;
}

/** The matrix cannot call the procedure: it fails until somebody says what may stand there. */
export class Ungeneratable extends Error {}

interface Definition {
  type: string;
  shape: Record<string, Schema>;
  element: Schema;
  innerType: Schema;
  in: Schema;
  out: Schema;
  options: Schema[];
  values: unknown[];
  entries: Record<string, string>;
}

const defOf = (schema: Schema) => schema._zod.def as unknown as Definition;
const accepts = (schema: Schema, value: unknown) => z.safeParse(schema, value).success;
const join = (path: string, key: string | number) => (path ? `${path}.${key}` : `${key}`);
const nameOf = (path: string) =>
  path
    .split('.')
    .filter((part) => !/^(\d+|~\d+)$/.test(part))
    .at(-1) ?? '';
/** Names that speak of somebody's thing: who adds such a field says what a foreign one would be. */
const telling = /(id|ids|cursor|slug|token|tenant|reference)$/i;

/** Everything of the input that names something. */
export function slotsOf(schema: Schema, hints: Hints, path = ''): Slot[] {
  const def = defOf(schema);
  const name = nameOf(path);
  if (schema === (idInput as Schema)) return [{ path, name, isId: true }];
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, inner]) => slotsOf(inner, hints, join(path, key)));
    case 'array':
      return slotsOf(def.element, hints, join(path, 0));
    case 'union':
      return def.options.flatMap((option, index) => slotsOf(option, hints, join(path, `~${index}`)));
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return slotsOf(def.innerType, hints, path);
    case 'pipe':
      return slotsOf(defOf(def.in).type === 'transform' ? def.out : def.in, hints, path);
    case 'custom':
      return slotsOf(elementOf(hints, path), hints, path);
    case 'string':
      if (hints.references.has(name)) return [{ path, name, isId: false }];
      if (telling.test(name) && !(name in hints.samples))
        throw new Ungeneratable(`${path}: say what a foreign ${name} is, or that it names nothing`);
      return [];
    default:
      return [];
  }
}

/**
 * An input that the schema takes: what is given at its paths, else what `own` has for a slot, else samples. Fields that
 * may be missing are, unless something is given inside; but `tenantId` is always there.
 */
export class Builder {
  constructor(
    private readonly hints: Hints,
    private readonly own: (slot: Slot, fits: (value: unknown) => boolean) => unknown,
    private readonly given: ReadonlyMap<string, unknown>,
  ) {}

  build(schema: Schema, path = ''): unknown {
    if (this.given.has(path)) return this.given.get(path);
    const def = defOf(schema);
    const name = nameOf(path);
    if (schema === (idInput as Schema)) return this.owned(schema, { path, name, isId: true });
    switch (def.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(def.shape)
            .map(([key, inner]) => [key, this.build(inner, join(path, key))] as const)
            .filter(([, value]) => value !== undefined),
        );
      case 'array':
        return (this.wants(join(path, 1)) ? [0, 1] : [0]).map((at) =>
          this.build(def.element, join(path, at)),
        );
      case 'union':
        return this.alternative(def.options, path);
      case 'optional':
      case 'default':
        return this.wants(path) || name === 'tenantId' || this.hints.wanted?.includes(path)
          ? this.build(def.innerType, path)
          : undefined;
      case 'nullable':
        return this.wants(path) ? this.build(def.innerType, path) : null;
      case 'readonly':
        return this.build(def.innerType, path);
      case 'pipe':
        return defOf(def.in).type === 'transform' || !this.isSlot(name)
          ? this.sample(schema, path)
          : this.build(def.in, path);
      case 'custom':
        return this.build(elementOf(this.hints, path), path);
      case 'literal':
        return def.values[0];
      case 'enum':
        return Object.values(def.entries)[0];
      case 'string':
        return this.isSlot(name)
          ? this.owned(schema, { path, name, isId: false })
          : this.sample(schema, path);
      default:
        return this.sample(schema, path);
    }
  }

  private alternative(options: Schema[], path: string): unknown {
    const wanted = options.findIndex((_, index) => this.wants(join(path, `~${index}`)));
    const index = Math.max(wanted, 0);
    return this.build(options[index]!, join(path, `~${index}`));
  }

  private owned(schema: Schema, slot: Slot): unknown {
    const value = this.own(slot, (candidate) => accepts(schema, candidate));
    return value === undefined ? this.sample(schema, slot.path) : value;
  }

  private sample(schema: Schema, path: string): unknown {
    const hint = this.hints.samples[nameOf(path)];
    const value = hint ? hint() : general.find((candidate) => accepts(schema, candidate));
    if (value === undefined || !accepts(schema, value))
      throw new Ungeneratable(`${path || 'the input'}: no sample is accepted, add one under its name`);
    return value;
  }

  private wants(path: string): boolean {
    return [...this.given.keys()].some((key) => key === path || key.startsWith(`${path}.`));
  }

  private isSlot(name: string): boolean {
    return this.hints.references.has(name);
  }
}

const general: unknown[] = [
  'A sample of text',
  'sample',
  'sample@example.test',
  new Date(Date.now() - 3_600_000).toISOString(),
  'S',
  1,
  10,
  60,
  false,
  true,
  [],
];

function elementOf({ elementOf: schema }: Hints, path: string): Schema {
  if (!schema) throw new Ungeneratable(`${path}: the procedure checks this by itself, say by which schema`);
  return schema;
}
