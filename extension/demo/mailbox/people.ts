import { person } from './build.ts';

export const ines = person('Ines Okafor', 'ines@tidewater.example');
export const tomasz = person('Tomasz Wilk', 'tomasz@tidewater.example');
export const lea = person('Léa Fontaine', 'lea@tidewater.example');
export const juergen = person('Jürgen Brückner', 'juergen@druckwerk.example');
export const priya = person('Priya Raman', 'priya@lanternfish.example');
export const magnus = person('Magnus Dahl', 'magnus@fjordnet.example');
export const imapDev = 'imap-dev@lists.tidewater.example';
