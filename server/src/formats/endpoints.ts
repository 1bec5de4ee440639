import { styleText } from 'node:util';
import type { Endpoints } from '../core/live/endpoints.ts';
import type { LiveService } from '../core/live/objects.ts';
import { printable, widthOf } from './terminal.ts';

/** A Service with its endpoints. */
export interface ServiceEndpoints {
  readonly service: LiveService;
  readonly endpoints: Endpoints;
  /** Why a port has no ready endpoint. Undefined if each port has one, or if none can have any. */
  readonly because: string | undefined;
}

/** Whether it has a selector and no ready endpoint, which is what a health check reports. */
export function isWithoutEndpoints({ service, endpoints }: ServiceEndpoints): boolean {
  return service.type !== 'ExternalName' && service.selector !== undefined && endpoints.ready.length === 0;
}

/** The format is in `schemas/endpoints.schema.json`. The same facts give the same bytes. */
export function endpointsAsJson(
  context: string,
  services: readonly ServiceEndpoints[],
  { isOneLine }: { readonly isOneLine: boolean },
): string {
  const document = {
    version: 1,
    context,
    services: services.map(({ service, endpoints, because }) => ({
      namespace: service.namespace,
      name: service.name,
      type: service.type,
      selector: service.selector ?? null,
      nodePorts: nodePortsOf(service),
      endpoints: {
        ready: endpoints.ready.length,
        notReady: endpoints.notReady.length,
        terminating: endpoints.terminating.length,
      },
      ports: endpoints.ports.map(({ port, ready }) => ({ name: port.name || null, port: port.port, ready })),
      ...(because === undefined ? {} : { because }),
    })),
  };
  return `${JSON.stringify(document, undefined, isOneLine ? undefined : 2)}\n`;
}

export interface EndpointsTextOptions {
  readonly color: boolean;
  /** The requested namespace; absent for all namespaces. */
  readonly namespace: string | undefined;
  readonly context: string;
}

/** A table with a line below each Service that has a port without a ready endpoint. */
export function endpointsAsText(services: readonly ServiceEndpoints[], options: EndpointsTextOptions): string {
  const place = options.namespace === undefined ? 'any namespace' : `namespace ${options.namespace}`;
  if (services.length === 0) return `No Services in ${place} of ${printable(options.context)}.\n`;
  const paint = (style: 'red' | 'green' | 'yellow', text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const withNamespace = options.namespace === undefined;
  const header = [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'SERVICE',
    'TYPE',
    'READY',
    'NOT READY',
    'TERMINATING',
    'PORTS',
  ];
  const rows = services.map(({ service, endpoints }) => [
    ...(withNamespace ? [service.namespace] : []),
    ...[service.name, service.type],
    ...[endpoints.ready.length, endpoints.notReady.length, endpoints.terminating.length].map(String),
    service.ports.map(portText).join(',') || '-',
  ]);
  const widths = header.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column]!)].map(width)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => printable(cell) + ' '.repeat(widths[column]! - width(cell)))
      .join('  ')
      .trimEnd();
  const lines = services.flatMap((each, place) => {
    const text = line(rows[place]!);
    const isBad = isWithoutEndpoints(each);
    const note =
      each.because === undefined ? [] : [`  ${paint(isBad ? 'red' : 'yellow', '└')} ${printable(each.because)}`];
    return [isBad ? paint('red', text) : text, ...note];
  });
  const bad = services.filter(isWithoutEndpoints).length;
  const counted = services.filter(
    ({ service }) => service.selector !== undefined && service.type !== 'ExternalName',
  ).length;
  const summary =
    bad === 0
      ? paint('green', allReady(counted))
      : paint('red', `${bad} of ${counted} Services with a selector ${bad === 1 ? 'has' : 'have'} no ready endpoint`);
  return [line(header), ...lines, `${summary} · ${printable(options.context)}`].map((each) => `${each}\n`).join('');
}

function allReady(count: number): string {
  if (count === 0) return 'No Service has a selector';
  return count === 1
    ? 'The one Service with a selector has a ready endpoint'
    : `All ${count} Services with a selector have a ready endpoint`;
}

function nodePortsOf({ ports }: LiveService): number[] {
  return [...new Set(ports.flatMap(({ nodePort }) => nodePort ?? []))];
}

// In kubectl's notation: 80:30080/TCP.
function portText({ port, nodePort, protocol }: LiveService['ports'][number]): string {
  return `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`;
}

function width(text: string): number {
  return widthOf(printable(text));
}
