// Logs what was recognised, once an id, and makes the answer of what is then in the log.
import type { Prediction } from '@digits/contract';
import type { Store, Visitor } from '@digits/store';
import type { Metrics } from './metrics.js';
import type { RecognizedRequest } from './recognize-request.js';

/** What there is to log beside what was recognised. */
export interface Circumstances {
  /** UUID that the client chose. */
  readonly id: string | undefined;
  readonly visitor: Visitor;
  /** Time that it took to recognise, ms. */
  readonly latencyMs: number;
}

export interface AnswerLog {
  /** Logs a prediction, and returns it once it is durable. Where its id is there already, that one is returned. */
  add(recognized: RecognizedRequest, circumstances: Circumstances): Promise<Prediction>;
}

/** A log in `store`; predictions that are new are counted. */
export function createAnswerLog(store: Store, metrics: Metrics): AnswerLog {
  return {
    async add({ drawing, recognition, digits, model }, circumstances) {
      const { record, inserted } = await store.insertPrediction({
        ...circumstances,
        // A UUID is the same in capitals.
        id: circumstances.id?.toLowerCase(),
        ...drawing,
        digit: recognition.digit,
        confidence: recognition.confidence,
        probabilities: recognition.probabilities,
        digits,
        model,
      });
      if (inserted) metrics.countPrediction(record);
      return record;
    },
  };
}
