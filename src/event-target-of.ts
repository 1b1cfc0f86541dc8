/** The platform's EventTarget, with the types of the events that one tells. */
export type EventTargetOf<Events> = new () => {
  addEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: ((event: Events[Type]) => void) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
} & EventTarget;
