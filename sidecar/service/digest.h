#pragma once
#include <string>
#include <string_view>

namespace avatar {
/** SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
std::string sha256_hex(std::string_view bytes);
/** Compares without telling by its time where two texts differ. */
bool same_secret(std::string_view a, std::string_view b);
/** Whether the text is `length` lower-case hexadecimal digits: the only names that become paths. */
bool is_hex(std::string_view text, std::size_t length);
}  // namespace avatar
