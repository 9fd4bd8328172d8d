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

export interface CleanUpRef extends InProject {
  /** Name of its policy. */
  policy: string;
}

/** What a step is about. */
export type Subject = DesktopRef | UserRef | LeaverRef | CleanUpRef;

/** As messages call it. */
export function nameOf(subject: Subject): string {
  if ('desktopId' in subject) return `desktop ${subject.desktopId}`;
  if ('userId' in subject) return `user ${subject.userId}`;
  if ('policy' in subject) return `clean-up ${subject.policy}`;
  return `leaver ${subject.personId} of ${subject.sender}`;
}
