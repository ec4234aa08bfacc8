/** All names of a kind of object, each with its value or undefined: who makes one so forgets none. */
export type Whole<T> = { readonly [Name in keyof Required<T>]: T[Name] };
