// The query behind the list and the export: whose, which, in which order, from where on.
import type { ListQuery, PredictionFilters, PredictionOrder } from '@digits/contract';
import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { decodeCursor, isByConfidence, type Place } from './cursor.js';
import type { Database, PredictionRow } from './predictions-table.js';

/** Whose predictions: a visitor's id (UUID), or null for those of nobody, which programs without a cookie share. */
export type Visitor = string | null;

/** In place of a visitor: whoever runs the server, to whom all predictions are as their own. */
export const EVERYBODY = Symbol('everybody');

/** Whose predictions may be listed or changed: one visitor's, or all. */
export type Owner = Visitor | typeof EVERYBODY;

/** The condition that a row is the owner's. Not IS NOT DISTINCT FROM, which finds no index. */
export const isOf = (owner: Owner) => (where: ExpressionBuilder<Database, 'predictions'>) => {
  if (owner === EVERYBODY) return where.val(true).$castTo<SqlBool>();
  return owner === null ? where('visitor', 'is', null) : where('visitor', '=', owner);
};

/** A point in time as PostgreSQL's, whatever year and offset it has; the milliseconds since 1970 are exact in a double. */
const timeOf = (text: string) => sql<Date>`to_timestamp(${Date.parse(text)}::double precision / 1000)`;

const RIGHT = sql<SqlBool>`label = digit`;
const WRONG = sql<SqlBool>`label IS NOT NULL AND label IS DISTINCT FROM digit`;

/** One condition for each filter that is set. */
function conditionsOf(filters: PredictionFilters, where: ExpressionBuilder<Database, 'predictions'>) {
  const { digit, label, labelled, verdict, rejected, minConfidence, maxConfidence, from, to, source } = filters;
  return [
    digit !== undefined && where('digit', '=', digit),
    label !== undefined && where('label', '=', label),
    labelled !== undefined && where('label', labelled ? 'is not' : 'is', null),
    verdict !== undefined && (verdict === 'right' ? RIGHT : WRONG),
    rejected !== undefined && where('digit', rejected ? 'is' : 'is not', null),
    minConfidence !== undefined && where('confidence', '>=', minConfidence),
    maxConfidence !== undefined && where('confidence', '<=', maxConfidence),
    from !== undefined && where('created_at', '>=', timeOf(from)),
    to !== undefined && where('created_at', '<', timeOf(to)),
    // Written out, not a parameter: only then can the planner use the index over uploads.
    source !== undefined && where('source', '=', sql.lit(source)),
  ].filter((condition) => condition !== false);
}

/** Which way the columns of the order run. */
const directionOf = (order: PredictionOrder) => (order === 'newest' || order === 'mostSure' ? 'desc' : 'asc');

/** The condition that a row comes after `place`. Of a pair, PostgreSQL compares the first and where equal the second. */
function isAfter({ key, confidence }: Place, order: PredictionOrder) {
  const sign = sql.raw(directionOf(order) === 'desc' ? '<' : '>');
  if (confidence === null) return sql<SqlBool>`key ${sign} ${key}::bigint`;
  return sql<SqlBool>`(confidence, key) ${sign} (${confidence}::double precision, ${key}::bigint)`;
}

/**
 * The rows of one page, and one more where there is another page.
 * @throws CursorError when the cursor is not one that was given out for that order.
 */
export function selectPage(database: Kysely<Database>, query: ListQuery, owner: Owner): Promise<PredictionRow[]> {
  const { limit, cursor, order, ...filters } = query;
  const direction = directionOf(order);
  let select = database
    .selectFrom('predictions')
    .selectAll()
    .where(isOf(owner))
    .where((where) => where.and(conditionsOf(filters, where)));
  if (cursor !== undefined) select = select.where(isAfter(decodeCursor(cursor, order), order));
  if (isByConfidence(order)) select = select.orderBy('confidence', direction);
  return select
    .orderBy('key', direction)
    .limit(limit + 1)
    .execute();
}
