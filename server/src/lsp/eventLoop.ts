import type { Emit, ServerEvent } from './serverEvents.ts';

/**
 * Where all events of the server come together: one is handled at a time, each to its end, in the order of their
 * emission.
 */
export interface EventLoop {
  /**
   * Outside of any handling: handles the event, and all that are emitted meanwhile, before it returns. While an event
   * is being handled: the event is queued, and handled after the present one and those that were queued before it.
   */
  readonly emit: Emit;
  /** Begins with the events that were emitted so far. */
  start(handler: EventHandler): void;
  /** Events are dropped from now on. */
  stop(): void;
}

export interface EventHandler {
  handle(event: ServerEvent): void;
  /** Called when no event is left, before `emit` returns. It may emit. */
  afterEvents(): void;
}

/** @param failed an event that cannot be handled leaves the others alone */
export function createEventLoop(failed: (what: string, error: unknown, data?: unknown) => void): EventLoop {
  const queue: ServerEvent[] = [];
  let handler: EventHandler | undefined;
  let isHandling = false;

  const attempt = (what: string, act: () => void, data?: unknown): void => {
    try {
      act();
    } catch (error) {
      failed(what, error, data);
    }
  };
  const handleAll = ({ handle, afterEvents }: EventHandler): void => {
    isHandling = true;
    while (queue.length > 0) {
      for (let event = queue.shift(); event; event = queue.shift()) {
        const next = event;
        attempt(next.type, () => handle(next), next);
      }
      attempt('Going on after events', afterEvents);
    }
    isHandling = false;
  };
  return {
    emit: (event) => {
      queue.push(event);
      if (handler && !isHandling) {
        handleAll(handler);
      }
    },
    start: (given) => {
      handler = given;
      handleAll(given);
    },
    stop: () => {
      handler = { handle: () => {}, afterEvents: () => {} };
      queue.length = 0;
    },
  };
}
