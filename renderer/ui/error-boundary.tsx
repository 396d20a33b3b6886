import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

interface ErrorBoundaryProps {
  /** What broke, such as `This screen`. */
  what: string;
  children: ReactNode;
}

/** Keeps a fault in one part of the window from taking the rest along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <EmptyState
        title={`${this.props.what} has a fault`}
        actions={
          <Button kind="primary" onClick={() => this.setState({ message: null })}>
            Show it again
          </Button>
        }
      >
        <p>That is a mistake in Millrace, not in your project. What runs goes on. The fault calls itself: {message}</p>
      </EmptyState>
    );
  }
}
