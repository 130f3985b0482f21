// What a PostgreSQL has in the end, beside what was acknowledged.
import { Client } from 'pg';
import { expect } from 'vitest';

/** The ids in the table, in the order of their keys. */
export async function idsIn(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT uuid FROM predictions ORDER BY key');
  await client.end();
  return rows.map(({ uuid }) => uuid);
}

/** Waits until every one of the ids is in the table, and expects each once. */
export async function expectExactlyOnce(databaseUrl: string, acknowledged: readonly string[]): Promise<string[]> {
  let found: string[] = [];
  const missing = async () => {
    found = await idsIn(databaseUrl);
    const known = new Set(found);
    return acknowledged.filter((id) => !known.has(id));
  };
  await expect.poll(missing, { timeout: 30_000, interval: 250 }).toEqual([]);
  expect(new Set(found).size).toBe(found.length);
  return found;
}
