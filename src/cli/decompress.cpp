// gzip by zlib, zstd by its own library; several members or frames in a row are one stream.
#include "cli/decompress.hpp"

#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace fixguard::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t unpacked_at_once = 256 * 1024;

class Plain : public Decoder {
public:
    std::optional<std::string> add(std::string_view bytes, const Sink& sink) override {
        sink(bytes);
        return std::nullopt;
    }
    std::optional<std::string> end() override { return std::nullopt; }
};

class Gzip : public Decoder {
public:
    Gzip() { started_ = inflateInit2(&stream_, gzip_window) == Z_OK; }
    ~Gzip() override {
        if (started_) inflateEnd(&stream_);
    }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    std::optional<std::string> add(std::string_view packed, const Sink& sink) override {
        if (!started_) return "no memory to unpack gzip";
        // zlib reads from a pointer that is not const, and does not write there.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        do {
            if (whole_ && stream_.avail_in > 0) { // the next member
                inflateReset(&stream_);
                whole_ = false;
            }
            stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
            stream_.avail_out = static_cast<uInt>(out_.size());
            const int result = inflate(&stream_, Z_NO_FLUSH);
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
                return "the gzip data is damaged";
            whole_ = result == Z_STREAM_END;
            sink({out_.data(), out_.size() - stream_.avail_out});
        } while (stream_.avail_in > 0 || stream_.avail_out == 0);
        return std::nullopt;
    }

    std::optional<std::string> end() override {
        if (whole_) return std::nullopt;
        return "the gzip data ends too early";
    }

private:
    static constexpr int gzip_window = 15 + 16; // the largest window, and a gzip header around it

    z_stream stream_{};
    std::vector<char> out_ = std::vector<char>(unpacked_at_once);
    bool started_ = false;
    bool whole_ = false;
};

class Zstd : public Decoder {
public:
    std::optional<std::string> add(std::string_view packed, const Sink& sink) override {
        if (!stream_) return "no memory to unpack zstd";
        ZSTD_inBuffer in{packed.data(), packed.size(), 0};
        bool full = false;
        while (in.pos < in.size || full) {
            ZSTD_outBuffer out{out_.data(), out_.size(), 0};
            left_ = ZSTD_decompressStream(stream_.get(), &out, &in);
            if (ZSTD_isError(left_) != 0)
                return std::string("the zstd data is damaged: ") + ZSTD_getErrorName(left_);
            full = out.pos == out.size;
            sink({out_.data(), out.pos});
        }
        return std::nullopt;
    }

    std::optional<std::string> end() override {
        if (left_ == 0) return std::nullopt;
        return "the zstd data ends too early";
    }

private:
    struct Free {
        void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
    };

    std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
    std::vector<char> out_ = std::vector<char>(unpacked_at_once);
    std::size_t left_ = 1; // 0 where a frame has ended
};

constexpr std::string_view gzip_magic = "\x1f\x8b"sv;
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd"sv;

} // namespace

bool is_packed(std::string_view first_bytes) noexcept {
    return first_bytes.starts_with(gzip_magic) || first_bytes.starts_with(zstd_magic);
}

std::unique_ptr<Decoder> make_decoder(std::string_view first_bytes) {
    if (first_bytes.starts_with(gzip_magic)) return std::make_unique<Gzip>();
    if (first_bytes.starts_with(zstd_magic)) return std::make_unique<Zstd>();
    return std::make_unique<Plain>();
}

} // namespace fixguard::cli
