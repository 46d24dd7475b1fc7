// Compiles Asio once, instead of once per file that uses it.
#include <asio/impl/src.hpp>
#include <asio/ssl/impl/src.hpp>
