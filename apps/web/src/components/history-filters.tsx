// The controls over the history. Each changes the address, from which the list follows.
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type HistoryFilters, historyAddress, isFiltering } from '../history/history-query.js';
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
  readonly filters: HistoryFilters;
  readonly onChange: (name: keyof HistoryFilters, value: string) => void;
}

function Choice({ name, title, filters, onChange, options }: FieldProps & { readonly options: Options }) {
  return (
    <div class="filter">
      <label for={`filter-${name}`}>{title}</label>
      <select
        id={`filter-${name}`}
        class="text-input"
        name={name}
        value={filters[name]}
        onChange={({ currentTarget }) => onChange(name, currentTarget.value)}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === filters[name]}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** After so long without a key, what is written is what is meant; ms. */
const REST_MS = 700;

function Input({ name, title, filters, onChange, ...input }: FieldProps & { readonly type: 'date' | 'number' }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div class="filter">
      <label for={`filter-${name}`}>{title}</label>
      <input
        id={`filter-${name}`}
        class="text-input"
        name={name}
        value={filters[name]}
        {...input}
        {...(input.type === 'number' && { min: 0, max: 100, placeholder: '%' })}
        onChange={({ currentTarget }) => {
          // A date changes with every digit of its year: it counts once it is written.
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            if (currentTarget.checkValidity()) onChange(name, currentTarget.value);
            else currentTarget.reportValidity();
          }, REST_MS);
        }}
      />
    </div>
  );
}

export function HistoryFiltersForm({ filters }: { readonly filters: HistoryFilters }) {
  const { route } = useLocation();
  const field = {
    filters,
    onChange: (name: keyof HistoryFilters, value: string) => route(historyAddress({ ...filters, [name]: value })),
  };
  // Where there is little room, the results come first; filters that are at work are seen.
  const isOpen = useRef(isFiltering(filters) || matchMedia('(min-width: 48rem)').matches);
  return (
    <details class="filters-box" open={isOpen.current}>
      <summary>Filter and order</summary>
      <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <Choice name="digit" title="Read as" options={READ} {...field} />
        <Choice name="label" title="It was" options={TRUE} {...field} />
        <Choice name="verdict" title="Verdict" options={VERDICTS} {...field} />
        <Choice name="source" title="Source" options={SOURCES} {...field} />
        <Input name="least" title="At least so sure" type="number" {...field} />
        <Input name="most" title="At most so sure" type="number" {...field} />
        <Input name="from" title="From" type="date" {...field} />
        <Input name="to" title="To" type="date" {...field} />
        <Choice name="order" title="Order" options={ORDERS} {...field} />
        {isFiltering(filters) && (
          <a class="button filters-reset" href="/history">
            Reset
          </a>
        )}
      </form>
    </details>
  );
}
