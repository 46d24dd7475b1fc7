// Makes the process fit for work, whatever it was given by the one that started it.
#pragma once

namespace fixguard::cli {

// At the very start, before anything is opened.
// - A standard stream that is closed is put in front of /dev/null, where nothing can be read or written: the
//   next socket or file would get its number, and whatever is printed would go to the exchange.
// - A file that may not grow any more is an error of the write, and no signal that ends the process.
void make_process_fit() noexcept;

} // namespace fixguard::cli
