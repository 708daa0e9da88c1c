import type { Api } from '#lib/server/api';
import type { Locale } from '#locale';
import type { Tenant, Who } from '#lib/views';
import type { Surface } from '#lib/surface';
import type { Theme } from '#lib/preferences';

declare global {
  namespace App {
    interface Error {
      status: number;
      message: string;
      /** Shown to the person and written to the log, so that both speak of the same failure. */
      id?: string;
    }
    interface Locals {
      requestId: string;
      surface: Surface;
      locale: Locale;
      theme: Theme;
      tenant: Tenant | null;
      who: Who | null;
      /** This browser looked at the tenant as an operator until now. */
      viewEnded: boolean;
      api: Api;
    }
  }
}

export {};
