// Where the precompiled headers of all test programs come from.
