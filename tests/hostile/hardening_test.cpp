// The hardening of the release build, read off the program and the library and not off the flags of their
// build.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elf.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace fixguard::test {
namespace {

// What a dynamic linker reads of a program of this machine's sort.
class Elf {
public:
    explicit Elf(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(in), {});
        head_ = at<Elf64_Ehdr>(0);
        for (unsigned i = 0; i < head_.e_phnum; ++i)
            segments_.push_back(at<Elf64_Phdr>(head_.e_phoff + i * sizeof(Elf64_Phdr)));
        for (const Elf64_Phdr& segment : segments_)
            for (std::size_t i = 0; segment.p_type == PT_DYNAMIC && i < segment.p_filesz / sizeof(Elf64_Dyn);
                 ++i)
                dynamic_.push_back(at<Elf64_Dyn>(segment.p_offset + i * sizeof(Elf64_Dyn)));
        for (unsigned i = 0; i < head_.e_shnum; ++i) {
            const auto section = at<Elf64_Shdr>(head_.e_shoff + i * sizeof(Elf64_Shdr));
            if (section.sh_type == SHT_DYNSYM) read_imports(section);
        }
    }

    unsigned type() const { return head_.e_type; }
    // The flags of the first segment of that type; nothing: there is none.
    std::optional<unsigned> segment(unsigned type) const {
        for (const Elf64_Phdr& segment : segments_)
            if (segment.p_type == type) return segment.p_flags;
        return std::nullopt;
    }
    std::uint64_t dynamic(std::int64_t tag) const {
        for (const Elf64_Dyn& entry : dynamic_)
            if (entry.d_tag == tag) return entry.d_un.d_val;
        return 0;
    }
    const std::set<std::string>& imports() const { return imports_; }

private:
    template <typename Part>
    Part at(std::size_t offset) const {
        Part part;
        if (offset + sizeof part > bytes_.size()) throw std::runtime_error("no ELF file of 64 bits");
        std::memcpy(&part, bytes_.data() + offset, sizeof part);
        return part;
    }
    void read_imports(const Elf64_Shdr& symbols) {
        const auto names = at<Elf64_Shdr>(head_.e_shoff + symbols.sh_link * sizeof(Elf64_Shdr));
        for (std::size_t offset = 0; offset < symbols.sh_size; offset += sizeof(Elf64_Sym)) {
            const auto symbol = at<Elf64_Sym>(symbols.sh_offset + offset);
            if (symbol.st_shndx == SHN_UNDEF)
                imports_.insert(bytes_.data() + names.sh_offset + symbol.st_name);
        }
    }

    std::string bytes_;
    Elf64_Ehdr head_{};
    std::vector<Elf64_Phdr> segments_;
    std::vector<Elf64_Dyn> dynamic_;
    std::set<std::string> imports_;
};

// The program, and the library that others link with.
class Hardening : public testing::TestWithParam<const char*> {
protected:
    const Elf file{GetParam()};
};

TEST_P(Hardening, its_table_of_functions_is_read_only_before_it_starts) {
    EXPECT_TRUE(file.segment(PT_GNU_RELRO));
    EXPECT_TRUE(file.dynamic(DT_FLAGS_1) & DF_1_NOW);
}

TEST_P(Hardening, its_stack_is_no_code) {
    ASSERT_TRUE(file.segment(PT_GNU_STACK));
    EXPECT_FALSE(*file.segment(PT_GNU_STACK) & PF_X);
}

TEST_P(Hardening, a_stack_that_was_overrun_ends_it) {
    EXPECT_THAT(file.imports(), testing::Contains("__stack_chk_fail"));
}

TEST_P(Hardening, copies_of_known_size_are_checked) {
    const auto is_checked = [](const std::string& name) { return name.ends_with("_chk"); };
    EXPECT_TRUE(std::any_of(file.imports().begin(), file.imports().end(), is_checked));
}

// operator[] of a vector or a view outside of its bounds.
TEST_P(Hardening, the_standard_library_asserts) {
    const auto is_assert = [](const std::string& name) {
        return name.find("__glibcxx_assert_fail") != std::string::npos;
    };
    EXPECT_TRUE(std::any_of(file.imports().begin(), file.imports().end(), is_assert));
}

INSTANTIATE_TEST_SUITE_P(, Hardening, testing::Values(FIXGUARD_PROGRAM, FIXGUARD_LIBRARY),
                         [](const auto& tested) { return tested.index == 0 ? "program" : "library"; });

TEST(HardeningOfTheProgram, lies_at_an_address_of_chance) {
    const Elf program(FIXGUARD_PROGRAM);
    EXPECT_EQ(program.type(), unsigned{ET_DYN});
    EXPECT_TRUE(program.dynamic(DT_FLAGS_1) & DF_1_PIE);
}

} // namespace
} // namespace fixguard::test
