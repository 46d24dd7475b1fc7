// The operators that count, for the whole test program.
#include "support/allocations.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace fixguard::test {
thread_local int allocations_left = -1;
} // namespace fixguard::test

// All of them, since a sanitizer sees where one of its own meets one of these.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    int& left = fixguard::test::allocations_left;
    if (left == 0) return nullptr;
    if (left > 0) --left;
    return std::malloc(size);
}
void* operator new(std::size_t size) {
    void* const memory = ::operator new(size, std::nothrow);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
