import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contradicts, sniffType } from '../../../extension/mime/sniff.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test('first octets tell the type, whatever comes behind', () => {
  for (const [head, type] of [
    ['\x89PNG\r\n\x1a\n....', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['RIFF\x01\x02\x03\x04WEBPVP8', 'image/webp'],
    ['%PDF-1.7', 'application/pdf'],
    ['PK\x03\x04', 'application/zip'],
    ['MZ\x90', 'application/vnd.microsoft.portable-executable'],
    ['\x7fELF', 'application/x-elf'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-ole-storage'],
    ['x\x9f>"', 'application/ms-tnef'],
    ['#!/bin/sh', 'text/x-shellscript'],
    ['\n <!DOCTYPE html>', 'text/html'],
    ['<?xml version="1.0"?><svg xmlns="x">', 'image/svg+xml'],
    ['BEGIN:VCALENDAR\r\n', 'text/calendar'],
    ['BEGIN:VCARD\r\n', 'text/vcard'],
    ['plain words', null],
    ['', null],
    ['\x89PN', null],
  ] as const) {
    assert.equal(sniffType(bytes(head)), type, head);
  }
});

test('a label is contradicted only by what it surely is not', () => {
  for (const [label, found, wrong] of [
    ['image/png', 'application/vnd.microsoft.portable-executable', true],
    ['application/pdf', 'text/html', true],
    ['text/plain', 'text/html', true],
    ['text/plain', 'application/zip', true],
    ['application/octet-stream', 'application/x-elf', false],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/zip', false],
    ['application/msword', 'application/x-ole-storage', false],
    ['image/jpg', 'image/jpeg', false],
    ['text/plain', 'text/x-shellscript', false],
    ['text/x-patch', 'text/calendar', false],
    ['audio/mp4', 'video/mp4', false],
  ] as const) {
    assert.equal(contradicts(label, found), wrong, `${label} ${found}`);
  }
});
