// Prometheus metrics of the model: who answers, and how the model server fares.
import { CircuitState } from 'cockatiel';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ModelSource } from './model.js';
import type { FailureReason } from './remote-model.js';

export interface ModelMetrics {
  countAnswer(source: ModelSource): void;
  countFailure(reason: FailureReason): void;
  setBreakerState(state: CircuitState): void;
}

const STATES: Readonly<Record<CircuitState, string>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

export function createModelMetrics(registry: Registry): ModelMetrics {
  const registers = [registry];
  const answers = new Counter({
    name: 'model_answers_total',
    help: 'Answers of the model, those to readiness checks included, by source: the model server (remote) or the own copy (local).',
    labelNames: ['source'],
    registers,
  });
  const failures = new Counter({
    name: 'model_server_failures_total',
    help: 'Questions that the model server did not answer, tries included, by why. The own copy answered them.',
    labelNames: ['reason'],
    registers,
  });
  const breaker = new Gauge({
    name: 'model_server_breaker',
    help: '1 for the state that the circuit breaker before the model server is in: while it is open, the server is not asked.',
    labelNames: ['state'],
    registers,
  });
  return {
    countAnswer: (source) => answers.inc({ source }),
    countFailure: (reason) => failures.inc({ reason }),
    setBreakerState(state) {
      for (const name of new Set(Object.values(STATES))) breaker.set({ state: name }, name === STATES[state] ? 1 : 0);
    },
  };
}
