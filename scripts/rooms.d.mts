/** A page with the rooms of `src` as they import each other; the same page where it has no place for them. */
export function renewRooms(root: string, page: string): Promise<string>
/** Two Mermaid diagrams: the rooms, and the subjects of the room `steps`. @param imports pairs of paths below `src` */
export function drawRooms(imports: readonly (readonly [string, string])[]): string
/** Each pair of different names once, without those that follow from others (the transitive reduction). */
export function arrows(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>>
