/** The way through the wizard, in its order. */
export const stepNames = [
  'company',
  'admin',
  'notification',
  'hosts',
  'permissions',
  'capabilities',
  'subscription',
  'review',
] as const;

export type StepName = (typeof stepNames)[number];
/** All but the last are filled in. */
export type FilledStep = Exclude<StepName, 'review'>;

export const isStep = (text: string): text is StepName => stepNames.some((step) => step === text);

export const stepAfter = (step: StepName): StepName => stepNames[stepNames.indexOf(step) + 1] ?? 'review';

export const stepBefore = (step: StepName): StepName | null => stepNames[stepNames.indexOf(step) - 1] ?? null;

export const stepAddress = (draftId: string, step: StepName): string => `/tenants/new/${draftId}/${step}`;

/** `ahead` cannot be gone to yet. */
export type Standing = 'current' | 'done' | 'faulty' | 'open' | 'ahead';

/** How the steps stand for somebody who looks at one of them. */
export function standings(
  current: StepName,
  reached: StepName,
  faulty: (step: StepName) => boolean,
): { step: StepName; standing: Standing; faulty: boolean }[] {
  const last = stepNames.indexOf(reached);
  return stepNames.map((step, index) => {
    const isFaulty = faulty(step);
    const rest = index > last ? 'ahead' : isFaulty ? 'faulty' : index < last ? 'done' : 'open';
    return { step, standing: step === current ? 'current' : rest, faulty: isFaulty };
  });
}
