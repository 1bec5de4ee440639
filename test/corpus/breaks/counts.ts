/** How often something was met, in rows and columns. */
export class Counts {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, ...columns: readonly string[]): void {
    const cells = this.#rows.get(row) ?? new Map<string, number>();
    this.#rows.set(row, cells);
    for (const column of columns) {
      cells.set(column, (cells.get(column) ?? 0) + 1);
    }
  }

  of(row: string, column: string): number {
    return this.#rows.get(row)?.get(column) ?? 0;
  }

  has(row: string): boolean {
    return this.#rows.has(row);
  }

  rows(): string[] {
    return [...this.#rows.keys()];
  }
}

/** In per cent, with one digit behind the point; empty of nothing. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '' : ((100 * part) / whole).toFixed(1);
}

/** A table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
