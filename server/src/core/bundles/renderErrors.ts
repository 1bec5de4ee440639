import type { Chart } from '../chart/load.ts';
import type { ExecutionError } from '../template/frame.ts';
import type { Origin } from '../template/origin.ts';
import { type Place, placeOf } from '../template/places.ts';
import { pathIn } from '../text/path.ts';

/** The text that a person changes where a template stopped: of the text of `tpl`, what it was made of. */
export function placeOfStop({ at, callers, undefinedTemplate }: ExecutionError): Origin | Place {
  const place = undefinedTemplate?.at ?? at;
  const { source, start, end } = place;
  if (source?.inner === undefined) {
    return place;
  }
  return (
    placeOf({ text: source.text.slice(start, end), origin: place, offset: 0 }) ??
    callers.find((caller) => caller.source !== undefined && caller.source.inner === undefined) ??
    place
  );
}

/** Whether a chart has another one as a dependency: the templates of that one may call what this one defines. */
export function isDependencyOf(directory: string, name: string, textAt: (path: string) => string | undefined): boolean {
  return ['Chart.yaml', 'requirements.yaml'].some((file) => {
    const text = textAt(pathIn(directory, file));
    return text?.includes('dependencies:') === true && text.includes(name);
  });
}

/** Whether a dependency that is not here, or one that these values disable, may define a template. */
export function mayBeDefined(name: string, { templates, dependencies, missing }: Chart): boolean {
  return (
    missing.length > 0 ||
    templates.some(({ text }) => definesTemplate(text, name)) ||
    dependencies.some((each) => mayBeDefined(name, each))
  );
}

function definesTemplate(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (
      /(?:define|block)\s+["`]$/.test(text.slice(Math.max(at - 40, 0), at)) &&
      /^["`]/.test(text.slice(at + name.length))
    ) {
      return true;
    }
  }
  return false;
}
