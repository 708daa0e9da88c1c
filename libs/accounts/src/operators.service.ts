import { Injectable } from '@nestjs/common';
import type { Who } from '@tenantry/kernel';

export type OperatorRole = 'admin' | 'support' | 'auditor';

export interface NewOperator {
  email: string;
  name: string;
  /** Generated when missing. */
  password?: string;
  role: OperatorRole;
  language?: string;
  timeZone?: string;
}

@Injectable()
export class Operators {
  /** The generated password is shown to whoever runs this, and kept nowhere. */
  create(_input: NewOperator, _who: Who): Promise<{ id: string; generatedPassword: string | null }> {
    throw new Error('not built');
  }

  any(): Promise<boolean> {
    throw new Error('not built');
  }
}
