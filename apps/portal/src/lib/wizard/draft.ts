import type { Views } from '#lib/views';

/** What was typed so far of a tenant that is being made up; only its operator sees it. */
export type Draft = Views['drafts']['byId'];
export type DraftValues = Draft['values'];
export type DraftRow = Views['drafts']['mine']['items'][number];
export type Review = Views['drafts']['review'];
export type TemplateRow = Views['templates']['list']['items'][number];
export type Origin = NonNullable<Views['tenants']['origin']>;
export type Rows = Views['tenants']['createMany'];
