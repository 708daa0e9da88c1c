import { DAY, dayStart } from '@tenantry/kernel';

const shape = /^\d{4}-\d\d-\d\d$/;

/** A day of the calendar that the database can keep. */
export const isDay = (text: string): boolean => {
  const at = shape.test(text) ? Date.parse(text) : NaN;
  return (
    !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) && text >= '1970-01-02' && text < '9999'
  );
};

/** First instant that no longer belongs to the day. */
export const dayEnd = (day: string, zone: string): Date =>
  dayStart(new Date(Date.parse(day) + DAY).toISOString().slice(0, 10), zone);
