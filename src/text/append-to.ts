/** Adds a value to the list of a key, which is made with its first value. A copy of the list for each value would be quadratic. */
export function appendTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
