// Takes memory away from the code that a test is about.
#pragma once

namespace fixguard::test {

// Of the calling thread, before it gets no memory; below 0: as many as it likes. Tests that link
// allocations.cpp.
extern thread_local int allocations_left;

} // namespace fixguard::test
