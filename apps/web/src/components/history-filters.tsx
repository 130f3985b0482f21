// The controls over the history. Each changes the address, from which the list follows.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type HistoryFilters, historyAddress, isFilter } from '../history/history-query.js';
import { DIGITS } from './digit-picker.js';

type Options = readonly (readonly [value: string, text: string])[];

const DIGIT_OPTIONS: Options = DIGITS.map((digit) => [String(digit), String(digit)]);
const READ: Options = [['', 'Any'], ...DIGIT_OPTIONS, ['none', 'Not one digit']];
const TRUE: Options = [['', 'Any'], ['yes', 'Labelled'], ['no', 'Not labelled'], ...DIGIT_OPTIONS];
const VERDICTS: Options = [
  ['', 'Any'],
  ['right', 'Right'],
  ['wrong', 'Wrong'],
];
const SOURCES: Options = [
  ['', 'Any'],
  ['draw', 'Drawings'],
  ['upload', 'Pictures'],
];
const ORDERS: Options = [
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['leastSure', 'Least sure first'],
  ['mostSure', 'Most sure first'],
];

interface FieldProps {
  readonly name: keyof HistoryFilters;
  readonly title: string;
  /** As the address says, or as it is being written. */
  readonly value: string;
}

interface ChoiceProps extends FieldProps {
  readonly options: Options;
  readonly onChange: (name: keyof HistoryFilters, value: string) => void;
}

function Choice({ name, title, value, onChange, options }: ChoiceProps) {
  return (
    <div class="filter">
      <label for={`filter-${name}`}>{title}</label>
      <select
        id={`filter-${name}`}
        class="text-input"
        name={name}
        value={value}
        onChange={({ currentTarget }) => onChange(name, currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface InputProps extends FieldProps {
  readonly type: 'date' | 'number';
  /** Something is being written. */
  readonly onWrite: (name: keyof HistoryFilters, text: string) => void;
  /** What was written is what is meant. */
  readonly onSettle: () => void;
}

function Input({ name, title, value, type, onWrite, onSettle }: InputProps) {
  return (
    <div class="filter">
      <label for={`filter-${name}`}>{title}</label>
      <input
        id={`filter-${name}`}
        class="text-input"
        name={name}
        type={type}
        value={value}
        {...(type === 'number' && { min: 0, max: 100, placeholder: '%' })}
        onInput={({ currentTarget }) => {
          // "1e1" is a number, too.
          const { value: text, valueAsNumber } = currentTarget;
          onWrite(name, type === 'number' && text !== '' ? String(valueAsNumber) : text);
        }}
        onBlur={onSettle}
        onKeyDown={({ key }) => key === 'Enter' && onSettle()}
      />
    </div>
  );
}

/** After so long without a key, what is written is what is meant; ms. */
const REST_MS = 700;

export function HistoryFiltersForm({ filters }: { readonly filters: HistoryFilters }) {
  const { route } = useLocation();
  /** What is written and not in the address yet. */
  const drafts = useSignal<Partial<HistoryFilters>>({});
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The control whose change is in the browser's history, while it has the focus: its next one takes that one's place. */
  const noted = useRef('');
  // What a timer finds when it ends is what is shown then.
  const latest = useRef(filters);
  latest.current = filters;
  useEffect(() => () => clearTimeout(timer.current), []);

  /** Takes what is written into the address, with `change`; what makes no sense (yet) stays a draft. */
  function settle(change: Partial<HistoryFilters> = {}): void {
    clearTimeout(timer.current);
    const entries = Object.entries(drafts.value) as [keyof HistoryFilters, string][];
    const [good, bad] = [true, false].map((wanted) =>
      Object.fromEntries(entries.filter(([name, text]) => isFilter(name, text) === wanted)),
    );
    drafts.value = bad ?? {};
    const address = historyAddress({ ...latest.current, ...good, ...change });
    if (address === historyAddress(latest.current)) return;
    const changed = [...Object.keys(change), ...Object.keys(good ?? {})].join();
    route(address, noted.current === changed);
    noted.current = changed;
  }

  function onWrite(name: keyof HistoryFilters, text: string): void {
    drafts.value = { ...drafts.value, [name]: text };
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      settle();
      if (drafts.value[name] !== undefined)
        form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.reportValidity();
    }, REST_MS);
  }

  const onSettle = () => settle();
  const onChange = (name: keyof HistoryFilters, value: string) => settle({ [name]: value });
  const choice = (name: keyof HistoryFilters) => ({ name, value: filters[name], onChange });
  const input = (name: keyof HistoryFilters) => ({
    ...{ name, value: drafts.value[name] ?? filters[name], onWrite, onSettle },
  });
  // Where there is little room, the results come first; filters that are at work are seen.
  const isChanged = historyAddress(filters) !== '/history';
  const isOpen = useRef(isChanged || matchMedia('(min-width: 48rem)').matches);
  return (
    <details class="filters-box" open={isOpen.current}>
      <summary>Filter and order</summary>
      <form
        ref={form}
        class="filters"
        aria-label="Filters"
        onSubmit={(event) => event.preventDefault()}
        onFocusOut={() => {
          noted.current = '';
        }}
      >
        <Choice title="Read as" options={READ} {...choice('digit')} />
        <Choice title="It was" options={TRUE} {...choice('label')} />
        <Choice title="Verdict" options={VERDICTS} {...choice('verdict')} />
        <Choice title="Source" options={SOURCES} {...choice('source')} />
        <Input title="At least so sure" type="number" {...input('least')} />
        <Input title="At most so sure" type="number" {...input('most')} />
        <Input title="From" type="date" {...input('from')} />
        <Input title="To" type="date" {...input('to')} />
        <Choice title="Order" options={ORDERS} {...choice('order')} />
        {isChanged && (
          <a class="button" href="/history">
            Reset
          </a>
        )}
      </form>
    </details>
  );
}
