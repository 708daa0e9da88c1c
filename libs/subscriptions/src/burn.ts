/** A ledger row that has begun, in the order in which rows took effect. */
export interface BurnRow {
  id: string;
  quantity: number;
  lotId: string | null;
  validTo: Date | null;
  /** The contract's consumption when the row took effect. */
  consumedThen: number;
}

interface Lot {
  id: string;
  rest: number;
  expires: number;
}

/**
 * Unburnt rest of each lot: use burns the lot that expires first, then the oldest; only lots that had begun
 * when the licence was used. Use beyond all lots is a debt that the next lot pays. Removals burn like use; an
 * expiry row empties its lot.
 */
export function unburnt(rows: BurnRow[], consumedNow: number): Map<string, number> {
  const lots: Lot[] = [];
  let seen = 0;
  let debt = 0;

  const burn = (amount: number) => {
    debt += amount;
    for (const lot of lots) {
      const taken = Math.min(debt, lot.rest);
      lot.rest -= taken;
      debt -= taken;
    }
  };

  for (const row of rows) {
    burn(row.consumedThen - seen);
    seen = row.consumedThen;
    if (row.quantity > 0) {
      lots.push({ id: row.id, rest: row.quantity, expires: row.validTo?.getTime() ?? Infinity });
      lots.sort((a, b) => a.expires - b.expires);
      burn(0);
    } else if (row.lotId) {
      const lot = lots.find((one) => one.id === row.lotId);
      if (lot) lot.rest = Math.max(0, lot.rest + row.quantity);
    } else {
      burn(-row.quantity);
    }
  }
  burn(consumedNow - seen);
  return new Map(lots.map((lot) => [lot.id, lot.rest]));
}
