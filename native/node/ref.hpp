// What is kept for as long as anybody holds it. std::shared_ptr of a new compiler asks for a newer C library than Node does.
#pragma once
#include <atomic>
#include <utility>

namespace pte::node {

/** A thing that is held by counted references. */
struct Held {
    std::atomic<unsigned> holders{0};
    virtual ~Held() = default;
};

/** A reference to it, or none. */
template <class T>
class Ref {
public:
    Ref() = default;
    Ref(T* held) : held_(held) {
        if (held_) ++held_->holders;
    }
    Ref(const Ref& other) : Ref(other.held_) {}
    Ref(Ref&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    ~Ref() {
        if (held_ && --held_->holders == 0) delete held_;
    }
    Ref& operator=(Ref other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    T* operator->() const { return held_; }
    T& operator*() const { return *held_; }
    explicit operator bool() const { return held_ != nullptr; }

private:
    T* held_ = nullptr;
};

}  // namespace pte::node
