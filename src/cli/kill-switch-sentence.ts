export { killSwitchSentence } from '../domain/kill-switch-sentence.ts';
