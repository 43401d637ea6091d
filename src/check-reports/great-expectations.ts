import { formatNumber } from '../report/numbers.js'
import { isRecord } from '../text/records.js'
import type { FoundResults } from './found-results.js'
import { at, listAt, numberAt, textAt } from './json-values.js'

/** Arguments of an expectation that a message has; the others can hold values of the data. */
const ARGUMENTS = ['min_value', 'max_value', 'mostly', 'strict_min', 'strict_max', 'type_', 'regex', 'value']

/** The validations in a result of Great Expectations, of 0.x and 1.x; undefined for another value. */
export function validationsOf(value: unknown): unknown[] | undefined {
  if (isValidation(value)) return [value]
  // CheckpointResult.describe() of 1.x.
  const described = listAt(value, 'validation_results')
  if (described.length > 0 && described.every((each) => Array.isArray(at(each, 'expectations')))) return [...described]
  const runs = at(value, 'run_results')
  if (!isRecord(runs)) return undefined
  // 0.x has the result of each validation beside those of its actions.
  const validations = Object.values(runs).map((run) => at(run, 'validation_result') ?? run)
  return validations.every(isValidation) ? validations : undefined
}

function isValidation(value: unknown): boolean {
  return (
    typeof at(value, 'success') === 'boolean' &&
    Array.isArray(at(value, 'results')) &&
    listAt(value, 'results').every((each) => isRecord(at(each, 'expectation_config')))
  )
}

/**
 * Reads the results of validations: of a checkpoint, or of one suite. Messages have counts and no value of the data.
 * Format: great_expectations, ExpectationSuiteValidationResult.to_json_dict.
 */
export function readValidations(validations: readonly unknown[], found: FoundResults): void {
  for (const validation of validations) {
    const suite = textAt(validation, 'suite_name') || textAt(validation, 'meta', 'expectation_suite_name')
    const described = listAt(validation, 'expectations')
    for (const result of described.length > 0 ? described : listAt(validation, 'results'))
      readResult(suite, result, found)
  }
}

function readResult(suite: string, result: unknown, found: FoundResults): void {
  if (at(result, 'success') === true) return found.pass()
  const config = at(result, 'expectation_config') ?? result
  const exception = exceptionOf(at(result, 'exception_info'))
  // Severities of 1.x: critical, warning, info. An older result has none.
  const severity = textAt(config, 'severity')
  const outcome =
    severity === 'warning' ? 'warning' : severity === 'info' ? 'notice' : exception === undefined ? 'failed' : 'error'
  found.fail(outcome, () => ({
    name: nameOf(suite, config),
    message: exception ?? countsOf(at(result, 'result'), at(config, 'kwargs')),
    places: [],
  }))
}

/** `rows: expect_column_values_to_be_between(age)` */
function nameOf(suite: string, config: unknown): string {
  const type = textAt(config, 'type') || textAt(config, 'expectation_type')
  const columns = ['column', 'column_A', 'column_B'].map((key) => textAt(config, 'kwargs', key)).filter(Boolean)
  const all =
    columns.length > 0 ? columns : listAt(config, 'kwargs', 'column_list').filter((each) => typeof each === 'string')
  return `${suite === '' ? '' : `${suite}: `}${type || 'expectation'}${all.length === 0 ? '' : `(${all.join(', ')})`}`
}

/** The message of an exception; 1.x and late 0.x have one for each metric. */
function exceptionOf(info: unknown): string | undefined {
  if (!isRecord(info)) return undefined
  const raised = [info, ...Object.values(info)].find((each) => at(each, 'raised_exception') === true)
  return raised === undefined ? undefined : textAt(raised, 'exception_message') || 'it raised an exception'
}

function countsOf(result: unknown, kwargs: unknown): string {
  const unexpected = numberAt(result, 'unexpected_count')
  const all = numberAt(result, 'element_count')
  const percent = numberAt(result, 'unexpected_percent')
  const observed = at(result, 'observed_value')
  const limits = ARGUMENTS.flatMap((key) => {
    const value = at(kwargs, key)
    return typeof value === 'number' || typeof value === 'boolean' ? [`${key} ${String(value)}`] : []
  })
  const told =
    unexpected !== undefined
      ? `${unexpected} unexpected${all === undefined ? '' : ` of ${all}`}${percent === undefined ? '' : ` (${formatNumber(percent)} %)`}`
      : typeof observed === 'number'
        ? `observed ${formatNumber(observed)}`
        : 'not met'
  return limits.length === 0 ? told : `${told}; ${limits.join(', ')}`
}
