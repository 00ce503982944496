// H.264 in pieces that stand alone, so that several are made side by side and a finished one is never made again.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "film/compose.h"

namespace avatar {

struct Coded {
  std::int64_t pts;
  bool is_key;
  std::vector<std::uint8_t> data;
};

// A piece: times count frames from its own start; it begins with a key frame and refers to nothing outside.
struct Piece {
  int frames = 0;
  std::vector<std::uint8_t> extradata;
  std::vector<Coded> packets;
};

class PieceEncoder {
 public:
  PieceEncoder(const Job& job);
  ~PieceEncoder();
  void add(const Planes& planes);
  Piece finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

void save(const Piece& piece, const std::filesystem::path& file);
// False where there is no whole piece of so many frames.
bool load(Piece& piece, const std::filesystem::path& file, int frames);

}  // namespace avatar
