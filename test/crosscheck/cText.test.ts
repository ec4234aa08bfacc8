/** What CBMC's parser does not take, cut out of C by its brackets. */
import { describe, expect, it } from 'vitest';
import { plainC, withoutBody } from '../../crosscheck/prove/cText.ts';

describe('plain C', () => {
  it.each([
    ['a type to infer', '__auto_type x = f(a);', '__typeof__(f(a)) x = f(a);'],
    [
      'one within another, behind a semicolon of its own',
      '__auto_type x = ({ __auto_type y = g(";"); y; }); z;',
      '__typeof__(({ __typeof__(g(";")) y = g(";"); y; })) x = ({ __typeof__(g(";")) y = g(";"); y; }); z;',
    ],
    ['an assertion', 'a; _Static_assert(sizeof(int) == 4, "no"); b;', 'a; ; b;'],
    ['with brackets in its text', '_Static_assert(f(g((h(1)))), "a) \\" (b)");c', ';c'],
    ['with a bracket as a character', '_Static_assert(x != \')\', "");c', ';c'],
    ['and nothing else', 'int f(int a) { return (a); }', 'int f(int a) { return (a); }'],
  ])('has %s no more', (_, text, plain) => {
    expect(plainC(text)).toBe(plain);
  });
});

describe('a function without its body', () => {
  it.each([
    ['is declared', 'int f(int a) { if (a) { g(); } return 1; } int h;', 'int f(int a) ; int h;'],
    [
      'keeps its declarations and calls',
      'int f(void);\nint g(void) { return f(); }\nint f(void) { return 1; }',
      'int f(void);\nint g(void) { return f(); }\nint f(void) ;',
    ],
    [
      'keeps its attributes',
      'void f(void) __attribute__((cold)) __attribute__((__section__("a{"))) { }',
      'void f(void) __attribute__((cold)) __attribute__((__section__("a{"))) ;',
    ],
    ['takes pointers to functions', 'int f(int (*g)(int)) { return g(1); }', 'int f(int (*g)(int)) ;'],
    ['may hold brackets in quotes', 'char f(void) { return \'}\' + "}"[0]; } int h;', 'char f(void) ; int h;'],
    ['is no other of which it is the end', 'int my_f(void) { return 1; }', 'int my_f(void) { return 1; }'],
  ])('%s', (_, text, without) => {
    expect(withoutBody(text, 'f')).toBe(without);
  });
});
