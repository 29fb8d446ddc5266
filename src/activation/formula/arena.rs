//! Nodes as they are made, each kept once.

use std::collections::HashMap;

use super::expression::{Expression, Id, Node};

/// More nodes than any sensible formula has; what a user waits for grows with
/// them.
pub(super) const MOST_NODES: usize = 5_000;

/// That the formula has too many nodes.
#[derive(Debug)]
pub(super) struct Full;

#[derive(Debug, Default)]
pub(super) struct Arena {
    nodes: Vec<Node>,
    /// Of each node, whether the input is anywhere in it.
    varies: Vec<bool>,
    places: HashMap<Node, Id>,
}

impl Arena {
    /// The place of `node`, the same for equal nodes.
    pub(super) fn add(&mut self, node: Node) -> Result<Id, Full> {
        if let Some(&id) = self.places.get(&node) {
            return Ok(id);
        }
        let id = self.nodes.len();
        if id == MOST_NODES {
            return Err(Full);
        }
        let mut varies = node == Node::Input;
        node.map(|operand| {
            varies |= self.varies[operand];
            operand
        });
        self.nodes.push(node);
        self.varies.push(varies);
        self.places.insert(node, id);
        Ok(id)
    }

    pub(super) fn node(&self, id: Id) -> Node {
        self.nodes[id]
    }

    /// Whether the input is anywhere in the node.
    pub(super) fn varies(&self, id: Id) -> bool {
        self.varies[id]
    }

    /// The nodes that `root` is made of, in the order in which one meets them
    /// from left to right, so that equal formulas are equal lists.
    pub(super) fn expression(&self, root: Id) -> Expression {
        let mut nodes = Vec::new();
        let mut moved: Vec<Option<Id>> = vec![None; self.nodes.len()];
        // By hand and not by recursion: a sum may be thousands deep.
        let mut open = vec![root];
        while let Some(&id) = open.last() {
            if moved[id].is_some() {
                open.pop();
                continue;
            }
            let mut missing = Vec::new();
            let node = self.nodes[id].map(|operand| {
                moved[operand].unwrap_or_else(|| {
                    missing.push(operand);
                    operand
                })
            });
            if missing.is_empty() {
                moved[id] = Some(nodes.len());
                nodes.push(node);
                open.pop();
            } else {
                open.extend(missing.into_iter().rev());
            }
        }
        // The root is finished last.
        let root = nodes.len() - 1;
        Expression { nodes, root }
    }
}

impl Node {
    /// The node with each node that it is made of replaced, from left to right.
    pub(super) fn map(self, mut f: impl FnMut(Id) -> Id) -> Node {
        match self {
            Node::Input | Node::Number(_) | Node::Pi | Node::E | Node::Parameter(_) => self,
            Node::Negate(a) => Node::Negate(f(a)),
            Node::Call(function, a) => Node::Call(function, f(a)),
            Node::Add(a, b) => Node::Add(f(a), f(b)),
            Node::Subtract(a, b) => Node::Subtract(f(a), f(b)),
            Node::Multiply(a, b) => Node::Multiply(f(a), f(b)),
            Node::Divide(a, b) => Node::Divide(f(a), f(b)),
            Node::Power(a, b) => Node::Power(f(a), f(b)),
            Node::Minimum(a, b) => Node::Minimum(f(a), f(b)),
            Node::Maximum(a, b) => Node::Maximum(f(a), f(b)),
            Node::Where {
                comparison,
                left,
                right,
                then,
                otherwise,
            } => Node::Where {
                comparison,
                left: f(left),
                right: f(right),
                then: f(then),
                otherwise: f(otherwise),
            },
            Node::Stated {
                argument,
                value,
                slope,
            } => Node::Stated {
                argument: f(argument),
                value: f(value),
                slope: f(slope),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_nodes_are_one_and_only_those_in_use_remain() {
        let mut arena = Arena::default();
        let mut add = |node| arena.add(node).unwrap();
        let unused = add(Node::E);
        let pi = add(Node::Pi);
        let x = add(Node::Input);
        let sum = add(Node::Add(x, pi));
        assert_eq!(add(Node::Add(x, pi)), sum);
        let root = add(Node::Multiply(sum, sum));
        add(Node::Negate(unused));
        let expected = [Node::Input, Node::Pi, Node::Add(0, 1), Node::Multiply(2, 2)];
        assert_eq!(
            arena.expression(root),
            Expression {
                nodes: expected.to_vec(),
                root: 3
            }
        );
        assert!(arena.varies(root) && !arena.varies(pi));
    }

    #[test]
    fn the_arena_is_bounded() {
        let mut arena = Arena::default();
        let mut last = arena.add(Node::Input).unwrap();
        for _ in 1..MOST_NODES {
            last = arena.add(Node::Negate(last)).unwrap();
        }
        assert!(arena.add(Node::Negate(last)).is_err());
        assert_eq!(arena.add(Node::Input).unwrap(), 0);
        assert_eq!(arena.expression(last).nodes.len(), MOST_NODES);
    }
}
