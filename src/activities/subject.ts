interface InProject {
  /** Name of a project in the settings; the first one by default. */
  project?: string | undefined;
}

export interface DesktopRef extends InProject {
  desktopId: string;
}

export interface UserRef extends InProject {
  userId: string;
}

export interface LeaverRef extends InProject {
  sender: string;
  personId: string;
}

/** What a step is about. */
export type Subject = DesktopRef | UserRef | LeaverRef;

/** As messages call it. */
export function nameOf(subject: Subject): string {
  if ('desktopId' in subject) return `desktop ${subject.desktopId}`;
  if ('userId' in subject) return `user ${subject.userId}`;
  return `leaver ${subject.personId} of ${subject.sender}`;
}
