// The generated tables, for the files of this room only.
#pragma once

#include "catalog/catalog.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace fixguard::catalog {

#include "catalog/tables.inc"

} // namespace fixguard::catalog
