import type { Emit, ServerEvent } from './serverEvents.ts';

/**
 * The queue of all events of the server. It handles one event at a time, each to its end, in the order of
 * emission.
 */
export interface EventLoop {
  /**
   * Outside of a handler: handles the event, and all events that are emitted meanwhile, before it returns.
   * Inside a handler: queues the event after the present one and the queued ones.
   */
  readonly emit: Emit;
  /** Begins with the events that were emitted so far. */
  start(handler: EventHandler): void;
  /** From now on events are dropped. */
  stop(): void;
}

export interface EventHandler {
  handle(event: ServerEvent): void;
  /** Called when no event is left, before `emit` returns. It may emit events. */
  afterEvents(): void;
}

/** @param failed receives the failure of an event; the other events are still handled */
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
